/** Lists of a server that may be newer: one item that this version doesn't understand must not hide the others. */
import { z } from 'zod';

/** As `z.array(item)`, without the items that don't fit. Where none fits, what is wrong with the first one. */
export function knownItems<Item extends z.ZodType>(item: Item) {
  return z.array(z.unknown()).transform((items, context): z.output<Item>[] => {
    const read = items.map((each) => item.safeParse(each));
    const known = read.flatMap((each) => (each.success ? [each.data] : []));
    const [first] = read;
    if (known.length === 0 && first?.error)
      for (const { path, message } of first.error.issues)
        context.addIssue({ code: 'custom', path: [0, ...path], message });
    return known;
  });
}
