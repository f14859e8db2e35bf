import { ApiClient } from './apiClient.ts';
import { readConnection } from './connection.ts';
import { endQuietlyWhenNobodyReads } from './terminal.ts';

/** How every verb that talks to the server begins. @throws {UsageError} */
export function openClient(): ApiClient {
  endQuietlyWhenNobodyReads();
  return new ApiClient(readConnection(process.env));
}
