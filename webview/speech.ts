/** The editor's language, which the extension wrote into the page beside the script. */
import { type Speech, speakFrom } from '#shared/l10n.ts';

export function speakAsTheEditor(): void {
  const written = document.getElementById('speech')?.textContent;
  if (written) speakFrom(JSON.parse(written) as Speech);
}
