/** Another display language, without a word of VS Code's own in it: what extensions bring is all that there is. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param data the editor's user data; its servers read this when a window is opened.
 * @param language as VS Code names it, such as `zh-cn`.
 */
export async function stubLanguagePack(data: string, language: string): Promise<void> {
  const words = join(data, 'words.i18n.json');
  await writeFile(words, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'test.words' }, version: '1.0.0' }];
  const pack = { hash: 'stub', extensions, label: language, translations: { vscode: words } };
  await writeFile(join(data, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}
