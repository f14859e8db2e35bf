import { type Services, signedIn } from '../services.ts';
import { isEmptyFilter } from '../state/taskFilter.ts';

/** Reads all tasks anew. They change by themselves, too; this is for whoever wants to be sure. */
export async function refresh(services: Services): Promise<void> {
  signedIn(services);
  services.session.retryNow();
  services.session.refresh();
  const { search } = services;
  if (!isEmptyFilter(search.filter)) await search.setFilter(search.filter);
}
