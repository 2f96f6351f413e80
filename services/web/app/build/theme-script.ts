/**
 * Runs in the head, before the first paint: the theme that this viewer chose, if any, else the system's. Without access
 * to the storage the system's choice stays.
 */
export const themeScript =
  "document.documentElement.dataset.script='';try{var t=localStorage.getItem('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch(e){}";
