/** Text of others in a list to pick from, or above a field: as it is, without icons and links of its own. */
import { shownText } from '#shared/shownText.ts';

/** As VS Code finds icons in labels, descriptions and details. */
const icon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/** For a label, description or detail: `$(name)` would become an icon, or nothing at all. */
export function pickText(text: string): string {
  return shownText(text).replace(icon, '\\$&');
}

/** For the empty field itself, which shows one line of plain text and would join several without a space. */
export function lineText(text: string): string {
  return shownText(text.trim().replace(/\s*\n\s*/g, ' '));
}

/** For the prompt of an input box, where `[text](command:…)` would also become a link that runs the command. */
export function promptText(text: string): string {
  return pickText(text).replaceAll('](', '] (');
}
