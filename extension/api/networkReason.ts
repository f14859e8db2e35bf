/** Why a connection came to nothing, in plain words where the system's own say little. */
import { t } from '#shared/l10n.ts';

const untrusted = () => t('its certificate is of nobody that this machine trusts');
const speaksHttp = () => t('it speaks http, not https');
const noAnswer = () => t('it took too long');
const brokeOff = () => t('the connection broke off');
const noWay = () => t('this machine has no way there');

const reasons: Readonly<Record<string, () => string>> = {
  ECONNREFUSED: () => t('nothing listens there'),
  ECONNRESET: brokeOff,
  UND_ERR_SOCKET: brokeOff,
  ETIMEDOUT: noAnswer,
  UND_ERR_CONNECT_TIMEOUT: noAnswer,
  ENOTFOUND: () => t('there is no machine of that name'),
  EAI_AGAIN: () => t('the name of the machine can’t be looked up now'),
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  ERR_SSL_WRONG_VERSION_NUMBER: speaksHttp,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: speaksHttp,
  CERT_HAS_EXPIRED: () => t('its certificate has expired'),
  ERR_TLS_CERT_ALTNAME_INVALID: () => t('its certificate is for another address'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

/** With the code, by which more can be found; undefined for one that isn't known here. */
export function networkReason(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  const reason = Object.hasOwn(reasons, code) ? reasons[code]?.() : undefined;
  if (reason !== undefined) return `${reason}, ${code}`;
  return code.startsWith('ERR_SSL_') ? `${t('no safe connection comes about')}, ${code}` : undefined;
}
