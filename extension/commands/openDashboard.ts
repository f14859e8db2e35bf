import type { Services } from '../services.ts';

export function openDashboard({ dashboards }: Services): void {
  dashboards.open();
}
