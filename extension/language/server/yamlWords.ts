/** What is wrong with a file's YAML, in words for who writes task files: the parser's are for who writes parsers. */
import type { YAMLError } from 'yaml';
import { t } from '#shared/l10n.ts';

/** In the parser's words where it says something rare. */
export function yamlWords({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  switch (code) {
    case 'BAD_DQ_ESCAPE':
      return t('Between double quotes a backslash begins an escape such as \\n: write two of them.');
    case 'BAD_INDENT':
      return t('This line stands too far to the left or to the right, or a bracket isn’t closed.');
    case 'BAD_SCALAR_START':
      return t('A value that begins with this character has to stand in quotes.');
    case 'BLOCK_AS_IMPLICIT_KEY':
      return t('A value that has a colon and a space in it has to stand in quotes.');
    case 'DUPLICATE_KEY':
      return t('The same field is written twice.');
    case 'MISSING_CHAR':
      return missing(message);
    case 'MULTILINE_IMPLICIT_KEY':
      return t('After the name of a field come a colon and a space, on the same line.');
    case 'MULTIPLE_DOCS':
      return t('A task file is one document: remove the line “---”.');
    case 'TAB_AS_INDENT':
      return t('Write spaces instead of tabs.');
    default:
      return message;
  }
}

function missing(message: string): string {
  if (message.startsWith('Missing closing')) return t('A quotation mark isn’t closed.');
  if (message.startsWith('Sequence item'))
    return t('Each item of a list begins with a dash, and its fields stand in line with its first one.');
  if (message.startsWith('Implicit map keys'))
    return t('After the name of a field come a colon and a space, on the same line.');
  return message;
}
