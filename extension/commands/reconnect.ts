import { type Services, signedIn } from '../services.ts';

/** Tries the server now, rather than when its turn comes. */
export function reconnect(services: Services): void {
  signedIn(services);
  services.session.retryNow();
}
