import { describe, expect, it } from 'vitest';
import { ACTIONS, type Actor, authorize, type Subject } from '#shared/domain/access/policy.ts';

const staff = (
  tier: Extract<Actor, { kind: 'staff' }>['tier'],
  departments: string[] = [],
): Actor => ({ kind: 'staff', staffId: `stf_${tier}`, name: tier, tier, departments });

const actors = {
  owner: { kind: 'visitor', visitorId: 'vst_1' },
  stranger: { kind: 'visitor', visitorId: 'vst_2' },
  agent: staff('agent'),
  supervisor: staff('supervisor'),
  office: staff('office'),
  itsDepartment: staff('department', ['医务部']),
  otherDepartment: staff('department', ['财务部']),
  editor: staff('editor'),
} as const satisfies Record<string, Actor>;

const subject: Subject = {
  visitorId: 'vst_1',
  department: '医务部',
  restricted: false,
  heldBy: ['stf_other'],
};

/** y allowed, n forbidden, h hidden; one letter an actor, in the order of `actors`. */
const MATRIX: Readonly<Record<(typeof ACTIONS)[number], string>> = {
  'conversation.start': 'yynnnnnn',
  'conversation.read': 'yhnnnnnn',
  'conversation.write': 'yhnnnnnn',
  'desk.read': 'nnyyyyhn',
  'desk.claim': 'nnyyynnn',
  'desk.reply': 'nnyyyhhn',
  'desk.release': 'nnyyyhhn',
  'desk.transfer': 'nnyyyhhn',
  'desk.take-over': 'nnnyynnn',
  'desk.resolve': 'nnyyyhhn',
  'desk.acknowledge': 'nnyyynnn',
  'ticket.read': 'nnyyyyhn',
  'ticket.note': 'nnyyyyhn',
  'ticket.list': 'nnyyyyhn',
  'ticket.create': 'nnyyynnn',
  'ticket.contribute': 'nnyyyyhn',
  'ticket.work': 'nnyyyyhn',
  'ticket.manage': 'nnyyynnn',
  'ticket.review': 'nnnyynnn',
  'ticket.decide': 'nnnyynnn',
  'ticket.reveal': 'nnyyynnn',
  'ticket.deliveries': 'nnyyynnn',
  'notices.read': 'nnyyyyyy',
  'deliveries.manage': 'nnnyynnn',
  'audit.read': 'nnnyynnn',
  'audit.verify': 'nnnyynnn',
  'calendar.read': 'nnyyynnn',
  'routing.read': 'nnyyynnn',
  'routing.edit': 'nnnyynnn',
  'calendar.import': 'nnnyynnn',
  'hours.edit': 'nnnyynnn',
  'inbox.read': 'nnyyyyhn',
  'colleagues.read': 'nnyyyyyy',
  'presence.set': 'nnyyyyyy',
  'knowledge.read': 'nnyyyyyy',
  'knowledge.edit': 'nnnyyyhy',
  'knowledge.approve': 'nnnyyyhy',
  'knowledge.publish': 'nnnyynny',
};
const LETTER = { allowed: 'y', forbidden: 'n', hidden: 'h' } as const;

describe('authorize', () => {
  it.each(ACTIONS)('%s is decided as the reviewed matrix says', (action) => {
    const row = Object.values(actors).map((actor) => LETTER[authorize(actor, action, subject)]);
    expect(row.join('')).toBe(MATRIX[action]);
  });

  it('shows a discipline ticket to its office and the hospital’s leaders only', () => {
    const restricted = { ...subject, restricted: true };
    const readers = Object.entries(actors)
      .filter(([, actor]) => authorize(actor, 'ticket.read', restricted) === 'allowed')
      .map(([name]) => name);
    expect(readers).toEqual(['office', 'itsDepartment']);
  });

  it('lets a department answer what was handed to it, or to one of its people, and nothing else', () => {
    const foreign = { ...subject, department: '财务部' };
    const person = actors.itsDepartment;
    for (const heldBy of [['dep:医务部'], ['stf_department']])
      for (const action of ['desk.read', 'desk.reply', 'desk.transfer', 'desk.resolve'] as const)
        expect(authorize(person, action, { ...foreign, heldBy })).toBe('allowed');
    expect(authorize(person, 'desk.reply', { ...foreign, heldBy: ['dep:财务部'] })).toBe('hidden');
    expect(authorize(person, 'desk.claim', { ...foreign, heldBy: ['dep:医务部'] })).toBe(
      'forbidden',
    );
  });
});
