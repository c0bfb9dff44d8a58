import { defineEvidence } from '../kind.ts';
import { rehearsalBody } from './rehearsal.ts';

export default defineEvidence({ file: 'realm.json', part: 'tests', body: rehearsalBody.shape.tests });
