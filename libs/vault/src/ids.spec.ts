import { commandIdOf, uuidv4, uuidv7 } from './ids.js';

describe('ids', () => {
  it('makes the UUIDv7 of RFC 9562 appendix A.6', () => {
    const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
    expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('makes the UUIDv4 of RFC 9562 appendix A.3', () => {
    const random = Buffer.from('919108f752d133205bacf847db4148a8', 'hex');
    expect(uuidv4(random)).toBe('919108f7-52d1-4320-9bac-f847db4148a8');
    expect(() => uuidv4(random.subarray(1))).toThrow(RangeError);
  });

  it('gives one command one id, and moves no boundary between its parts', () => {
    const id = commandIdOf('dossier-1', 'a-1', 'key');
    expect(id).toBe('f4b03991-30b1-51de-8bc5-bb3234ffac44');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(commandIdOf('dossier-1', 'a-1k', 'ey')).not.toBe(id);
  });
});
