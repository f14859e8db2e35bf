/** Bearer tokens: shown once, kept as a hash. */
import { z } from 'zod';
import { listOf, pageFields } from './api.ts';
import { unicodeText } from './unicode.ts';

export const newTokenSchema = z
  .strictObject({
    user_id: z.string().optional().meta({ description: 'Whose it is; one’s own when left out.' }),
    name: unicodeText.trim().min(1).max(200),
    expires_at: z.iso
      .datetime({ offset: true })
      .refine((text) => Date.parse(text) > Date.now(), 'must be in the future')
      .refine((text) => new Date(text).getUTCFullYear() <= 9999, 'must be before the year 10000')
      .optional(),
  })
  .meta({ id: 'NewToken' });
export type NewToken = z.output<typeof newTokenSchema>;

export const tokenSchema = z
  .object({
    id: z.string(),
    user_id: z.string(),
    name: z.string(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;

export const createdTokenSchema = tokenSchema
  .extend({ token: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'CreatedToken' });
export type CreatedToken = z.infer<typeof createdTokenSchema>;

export const tokenListSchema = listOf(tokenSchema).meta({ id: 'TokenList' });
export type TokenList = z.infer<typeof tokenListSchema>;

export const listTokensQuerySchema = z.strictObject({
  user_id: z
    .string()
    .optional()
    .meta({ description: '`me` for one’s own, which is all that others may see.' }),
  ...pageFields,
});
export type ListTokensQuery = z.output<typeof listTokensQuerySchema>;
