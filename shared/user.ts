/** People and programs that tasks belong to. */
import { z } from 'zod';
import { listOf, pageFields } from './api.ts';
import { maxRunningSchema } from './queue.ts';
import { unicodeText } from './unicode.ts';

/** As ids of projects, with what addresses and host names need. */
export const userIdPattern = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

const userFields = {
  name: unicodeText.trim().min(1).max(200),
  admin: z.boolean().meta({ description: 'May manage users, tokens and projects.' }),
  max_running: maxRunningSchema.meta({ description: 'Runs at once; null for no limit.' }),
};

export const newUserSchema = z
  .strictObject({
    id: z
      .string()
      .regex(userIdPattern, 'must be 1–64 of a–z, 0–9, ., _, @ and -, beginning with a letter or digit')
      .refine((id) => id !== 'me', 'me stands for whoever asks'),
    name: userFields.name.optional(),
    admin: userFields.admin.default(false),
    max_running: userFields.max_running.default(null),
  })
  .meta({ id: 'NewUser' });
export type NewUser = z.output<typeof newUserSchema>;
/** As a client writes it: defaults may be left out. */
export type NewUserInput = z.input<typeof newUserSchema>;

export const userChangeSchema = z.strictObject(userFields).partial().meta({ id: 'UserChange' });
export type UserChange = z.output<typeof userChangeSchema>;

export const userSchema = z
  .object({ id: z.string(), ...userFields, created_at: z.iso.datetime(), updated_at: z.iso.datetime() })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

export const userListSchema = listOf(userSchema).meta({ id: 'UserList' });
export type UserList = z.infer<typeof userListSchema>;

export const listUsersQuerySchema = z.strictObject(pageFields);
export type ListUsersQuery = z.output<typeof listUsersQuerySchema>;
