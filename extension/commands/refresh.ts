import { type Services, signedIn } from '../services.ts';

/** Reads all tasks anew. They change by themselves, too; this is for whoever wants to be sure. */
export function refresh(services: Services): void {
  signedIn(services);
  services.session.retryNow();
  services.session.refresh();
}
