import { type Site } from '../shared/site';

declare module 'h3' {
  interface H3EventContext {
    /** Set for every request before it is answered. */
    site?: Site;
  }
}
