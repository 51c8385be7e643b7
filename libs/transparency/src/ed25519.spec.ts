import { createPrivateKey } from 'node:crypto';
import { flip } from './fixtures.js';
import { ed25519Check, ed25519PublicKey, ed25519Signer } from './keys.js';

/** RFC 8032 §7.1, tests 1, 2 and 3: seed, public key, message and signature. */
const VECTORS = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** The order of the group (RFC 8032 §5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const S_AT = 32;
/** The same signature with another scalar, little-endian. */
function withScalar(signature: Buffer, change: (s: bigint) => bigint): Buffer {
  const s = change(BigInt(`0x${Buffer.from(signature.subarray(S_AT)).reverse().toString('hex')}`));
  return Buffer.concat([signature.subarray(0, S_AT), hex(s.toString(16).padStart(64, '0')).reverse()]);
}

describe('Ed25519 as in RFC 8032: 3 of 3 vectors', () => {
  it.each(VECTORS)('seed %s', async (seed, publicKey, message, signature) => {
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, hex(seed)]), format: 'der', type: 'pkcs8' });
    expect(ed25519PublicKey(key).toString('hex')).toBe(publicKey);
    const made = await ed25519Signer('log.example', key).sign(hex(message));
    expect(Buffer.from(made).toString('hex')).toBe(signature);
    const check = ed25519Check(hex(publicKey));
    expect(check(hex(message), hex(signature))).toBe(true);
    expect(check(Buffer.concat([hex(message), Buffer.of(0)]), hex(signature))).toBe(false);
    expect(ed25519Check(flip(hex(publicKey), 9))(hex(message), hex(signature))).toBe(false);
  });

  it.each(VECTORS)('seed %s: no other spelling of its signature holds', (_seed, publicKey, message, signature) => {
    const check = ed25519Check(hex(publicKey));
    const good = hex(signature);
    const others = [
      // The same point with a scalar beyond the order: the classic second spelling (§5.1.7, step 1).
      withScalar(good, (s) => s + L),
      withScalar(good, (s) => s + 2n * L),
      withScalar(good, (s) => L - s),
      withScalar(good, () => 0n),
      withScalar(good, () => L),
      Buffer.concat([Buffer.alloc(S_AT), good.subarray(S_AT)]),
      Buffer.concat([good.subarray(S_AT), good.subarray(0, S_AT)]),
      Buffer.alloc(64),
      Buffer.alloc(64, 0xff),
      Buffer.alloc(0),
      good.subarray(1),
      Buffer.concat([good, Buffer.of(0)]),
    ];
    expect(others.map((other) => check(hex(message), other))).toEqual(others.map(() => false));
    const flipped = Array.from({ length: 512 }, (_, bit) => check(hex(message), flip(good, bit)));
    expect(flipped).toEqual(flipped.map(() => false));
  });
});
