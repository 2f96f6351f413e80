/** Value of the tag `Project` on everything that the stacks of the web system make. */
export const webProject = 'Web';
