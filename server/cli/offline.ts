/** Work on the database itself: what goes wrong there is the place's, or the files', and told in words. */
import { errorMessage } from '../errors.ts';
import { CliError } from './cliErrors.ts';

const NO_TABLE = 'ER_NO_SUCH_TABLE';

/** @param what such as "The backup". @throws {CliError} for whatever `work` throws. */
export async function inWordsOf<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CliError) throw error;
    const empty = (error as { code?: string }).code === NO_TABLE;
    const reason = empty
      ? 'the database holds nothing yet; the first “npm start” prepares it'
      : errorMessage(error);
    throw new CliError(`${what} failed: ${reason}`);
  }
}
