import { commandIdOf, uuidv7 } from './ids.js';

describe('ids', () => {
  it('makes the UUIDv7 of RFC 9562 appendix A.6', () => {
    const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
    expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('gives one command one id, and moves no boundary between its parts', () => {
    const id = commandIdOf('dossier-1', 'a-1', 'key');
    expect(id).toBe('f4b03991-30b1-51de-8bc5-bb3234ffac44');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(commandIdOf('dossier-1', 'a-1k', 'ey')).not.toBe(id);
  });
});
