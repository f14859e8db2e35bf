/** Who asks, and what for: rights by role come later. */
import { AppError } from '../errors.ts';
import type { Caller } from '../tasks/submitTask.ts';

export interface Identity extends Caller {
  admin: boolean;
  tokenId: string;
}

/** @throws {AppError} 403 */
export function requireAdmin({ admin }: Identity): void {
  if (admin) return;
  const message = 'Only an administrator may do this.';
  throw new AppError({ code: 'auth.admin_required', message, status: 403 });
}
