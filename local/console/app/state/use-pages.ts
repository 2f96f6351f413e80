import { isAnyRunning, type PageName, pageNames, pagesOf } from '../../page-names';
import { useConsole } from './store-context';

/** What the server knew when it sent the document, so that the first drawing of the navigation is the last. */
const pagesOfDocument = document.getElementById('root')?.dataset.pages?.split(' ') ?? [];

/** The pages that have something to show; they change when a server with other systems has taken over. */
export function usePages(): readonly PageName[] {
  const { snapshot, services } = useConsole();
  if (snapshot === undefined || services === undefined) {
    return pageNames.filter((name) => pagesOfDocument.includes(name));
  }
  return pagesOf({
    apis: snapshot.systems.some(({ apis }) => apis.length > 0),
    services: isAnyRunning(services),
  });
}
