/**
 * What a passphrase is for: to `open` a key, to `choose` one for a new key, or to `change` to another
 * (WESLEY_NEW_PASSPHRASE gives that one).
 */
export type Purpose = 'open' | 'choose' | 'change';
