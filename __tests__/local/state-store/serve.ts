import { startStateStore } from '../../../local/state-store/state-store';

const [directory = '', accountId = ''] = process.argv.slice(2);
void startStateStore({ directory, accountId }).then(({ url }) => console.log(url));
