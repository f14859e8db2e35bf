/** What `npm start` runs, on stand-ins for the role processes; the data folder is its argument. */
import { fileURLToPath } from 'node:url';
import { supervise } from '../../../server/supervisor/supervise.ts';

const roleScript = fileURLToPath(new URL('./standInRole.ts', import.meta.url));
await supervise({ host: '127.0.0.1', dataDir: process.argv[2] ?? '' }, { roleScript });
