import { existsSync } from 'node:fs';

/** What a setting may hold. `read` gives the value, or throws WrongValue with a Dutch sentence and a stable code. */
export interface Kind<T> {
  /** In words, for docs/configuration.md. */
  readonly allowed: string;
  readonly read: (text: string) => T;
}

export class WrongValue extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'WrongValue';
  }
}

export const MAX_PORT = 65_535;
const LOG_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const OIN = /^\d{20}$/;
const SERVER_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
// A name or an address, and no port behind it: that is a setting of its own.
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\]?)$/;

export const path: Kind<string> = {
  allowed: 'een pad',
  read: (text) => {
    if (text.includes('\0')) throw new WrongValue('PATH_INVALID', 'Een pad bevat geen nul-teken.');
    return text;
  },
};
/** A file that must be there: whoever names one and mistypes it would otherwise get what holds without that file. */
export const existingFile: Kind<string> = {
  allowed: 'een bestand dat er is',
  read: (text) => {
    if (!existsSync(path.read(text))) throw new WrongValue('FILE_MISSING', `Het bestand ${text} bestaat niet.`);
    return text;
  },
};
export const host: Kind<string> = {
  allowed: 'een naam of IP-adres van deze machine',
  read: (text) => {
    if (!HOST.test(text))
      throw new WrongValue('HOST_INVALID', `${text} is geen adres. Noem een naam of IP-adres, zonder poort.`);
    return text;
  },
};
export const port: Kind<number> = {
  allowed: `0 tot en met ${MAX_PORT}`,
  read: (text) => {
    if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_PORT)
      throw new WrongValue('PORT_INVALID', `De poort is een getal van 0 tot en met ${MAX_PORT}.`);
    return Number(text);
  },
};
export const yesOrNo: Kind<boolean> = {
  allowed: 'ja of nee',
  read: (text) => {
    if (text !== 'ja' && text !== 'nee') throw new WrongValue('NOT_YES_OR_NO', `${text} is geen ja of nee.`);
    return text === 'ja';
  },
};
export const oin: Kind<string> = {
  allowed: '20 cijfers',
  read: (text) => {
    if (!OIN.test(text)) throw new WrongValue('OIN_INVALID', 'Een OIN heeft 20 cijfers.');
    return text;
  },
};
export const serverName: Kind<string> = {
  allowed: 'kleine letters, cijfers en -, hooguit 63 tekens',
  read: (text) => {
    if (!SERVER_NAME.test(text))
      throw new WrongValue('SERVER_NAME_INVALID', `${text} is geen naam van een server: gebruik a-z, 0-9 en -.`);
    return text;
  },
};
export const logId: Kind<string> = {
  allowed: 'letters, cijfers, punt, - en _, hooguit 64 tekens; het eerste een letter of cijfer',
  read: (given) => {
    if (!LOG_ID.test(given))
      throw new WrongValue(
        'LOG_ID_INVALID',
        `${given} is geen naam van een logboek: begin met een letter of cijfer, en gebruik daarna a-z, 0-9, punt, - en _.`,
      );
    return given;
  },
};
/** Not checked any further: what it is worth is for whoever uses it to say. */
export const text: Kind<string> = { allowed: 'een tekst', read: (given) => given };
