/** What is typed into the terminal of a task: the body of `POST /tasks/{id}/input`. */
import { z } from 'zod';
import { unicodeText } from './unicode.ts';

const INPUT_CHARS_MAX = 64 * 1024;

export const taskInputSchema = z
  .strictObject({
    text: unicodeText.max(INPUT_CHARS_MAX).meta({
      description:
        'Enter follows, unless it ends with a control character: a newline, Ctrl-C (U+0003), Ctrl-D (U+0004).',
    }),
  })
  .meta({ id: 'TaskInput' });
