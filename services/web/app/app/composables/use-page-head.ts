import { useHead } from '#imports';

export interface PageHead {
  /** Before the name of the site. */
  readonly title: string;
  /** One sentence for search engines. */
  readonly description: string;
}

export function usePageHead({ title, description }: PageHead): void {
  useHead({
    title: `${title} · tristage`,
    meta: [
      { name: 'description', content: description },
      { property: 'og:title', content: title },
      { property: 'og:description', content: description },
    ],
  });
}
