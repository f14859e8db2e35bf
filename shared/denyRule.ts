/** What the runs of a project never may, whoever allows it. */
import { z } from 'zod';
import { unicodeText } from './unicode.ts';

/** Without `program` and `path`, a rule is about every use of its tool. */
export const denyRuleSchema = z
  .strictObject({
    tool: unicodeText.min(1).max(200).meta({ description: 'The tool’s name; `*` for any.' }),
    program: unicodeText
      .regex(/^[^/\s]{1,200}$/, 'must be a program’s name, without its folder')
      .optional()
      .meta({ description: 'A program in a shell command of the tool, wherever in the command it is.' }),
    args: z.array(unicodeText.min(1).max(1000)).min(1).max(20).optional().meta({
      description: 'Words that all have to be among its arguments; `-rf` is also found as `-f -r`.',
    }),
    path: unicodeText
      .regex(/^\/[^\0]{0,4000}$/, 'must be an absolute path; * and ? match within a folder’s name, ** any')
      .optional()
      .meta({ description: 'A path that the tool is given; `/etc/**` is `/etc` and all below it.' }),
  })
  .superRefine(({ program, args, path }, context) => {
    if (program !== undefined && path !== undefined)
      context.addIssue({ code: 'custom', path: ['path'], message: 'can’t be together with program' });
    if (args !== undefined && program === undefined)
      context.addIssue({ code: 'custom', path: ['args'], message: 'needs program' });
  })
  .meta({ id: 'DenyRule' });
export type DenyRule = z.output<typeof denyRuleSchema>;

export const denyRulesSchema = z.array(denyRuleSchema).max(200);
