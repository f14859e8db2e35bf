/** What a secret looks like in an output: as it is, and as programs like to encode it. */

/** Shorter texts would turn up everywhere by chance. */
const FORM_CHARS_MIN = 4;
/** In base64 a short text is found by chance, too. */
const BASE64_VALUE_CHARS_MIN = 8;
/** Half a line of the log, so that a line can always be cut beside one. */
const FORM_CHARS_MAX = 32 * 1024;

/** Texts to hide, none with a line break: of a value with several lines, each line that says something. */
export function secretForms(value: string): string[] {
  const lines = value
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line.length >= FORM_CHARS_MIN);
  const forms = new Set(lines.flatMap((line) => [line, inJson(line), inUrl(line)]));
  if (lines.length > 0 && value.length >= BASE64_VALUE_CHARS_MIN) {
    for (const form of inBase64(value)) {
      forms.add(form);
      forms.add(form.replaceAll('+', '-').replaceAll('/', '_'));
    }
  }
  return [...forms].filter((form) => form.length <= FORM_CHARS_MAX);
}

function inJson(line: string): string {
  return JSON.stringify(line).slice(1, -1);
}

function inUrl(line: string): string {
  return encodeURIComponent(line.toWellFormed());
}

/** Three forms, since three bytes make four characters: whatever stands before the value moves it. */
function inBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  // Characters that depend on what stands before or behind are left out.
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const firstOwn = Math.ceil((before * 8) / 6);
    return text.slice(firstOwn, Math.floor(((before + bytes.length) * 8) / 6));
  });
}
