/** Secrets as they are stored: encrypted, each bound to its project and its name. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

export interface SecretBox {
  /** Whether there is a key: without one nothing can be sealed or opened. */
  readonly hasKey: boolean;
  /** @throws without a key. */
  seal(value: string, place: SecretPlace): string;
  /** @throws without the key that it was sealed with, or when it was changed or belongs elsewhere. */
  open(sealed: string, place: SecretPlace): string;
}

export interface SecretPlace {
  projectId: string;
  name: string;
}

const VERSION = 'v1.';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The same on every machine of an installation; each sealed value has randomness of its own. */
const SALT = 'switchyard project secrets';

/** @param passphrase the value of SWITCHYARD_SECRET_KEY. */
export function createSecretBox(passphrase: string | undefined): SecretBox {
  let derived: Buffer | undefined;
  const key = () => {
    if (passphrase === undefined) throw new Error('SWITCHYARD_SECRET_KEY is not set');
    derived ??= scryptSync(passphrase, SALT, KEY_BYTES);
    return derived;
  };
  return {
    hasKey: passphrase !== undefined,
    seal(value, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key(), iv).setAAD(boundTo(place));
      const encrypted = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url');
    },
    open(sealed, place) {
      if (!sealed.startsWith(VERSION)) throw new Error('the secret was sealed by a newer version');
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      const encryptedFrom = IV_BYTES + TAG_BYTES;
      const decipher = createDecipheriv(CIPHER, key(), bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(boundTo(place)).setAuthTag(bytes.subarray(IV_BYTES, encryptedFrom));
      return Buffer.concat([decipher.update(bytes.subarray(encryptedFrom)), decipher.final()]).toString();
    },
  };
}

function boundTo({ projectId, name }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([projectId, name]));
}
