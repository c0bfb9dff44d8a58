/** `open` a key, `choose` for a new one, `change` to another, which WESLEY_NEW_PASSPHRASE gives. */
export type Purpose = 'open' | 'choose' | 'change';
