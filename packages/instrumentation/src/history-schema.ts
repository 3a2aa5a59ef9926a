import { historyDefaults } from '@kotoba/history';
import * as z from 'zod';

/** Checks and defaults of `HistoryOptions`. */
export const historySchema = z.strictObject({
  directory: z.string().min(1).optional(),
  maxSeries: z.number().int().min(1).default(historyDefaults.maxSeries),
  maxBytes: z.number().int().min(1).default(historyDefaults.maxBytes),
});
