import { z } from 'zod';
import { defineEvidence } from '../kind.ts';

export default defineEvidence({ file: 'schema.graphql', part: null, body: z.string() });
