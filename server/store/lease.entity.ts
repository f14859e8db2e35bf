import { defineEntity, p } from '@mikro-orm/core';

/** A job that one process at a time does for the installation, such as dispatching. */
export const LeaseEntity = defineEntity({
  name: 'Lease',
  tableName: 'leases',
  properties: {
    name: p.string().length(64).primary(),
    /** Which process of which machine; see {@link processName}. */
    holder: p.string().length(200),
    leaseUntil: p.datetime(3),
  },
});
