import { planSchema } from '../../plan/document/schema.ts';
import { defineEvidence } from '../kind.ts';

export default defineEvidence({ file: 'plan.json', part: null, body: planSchema });
