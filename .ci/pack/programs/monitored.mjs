import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import exercise from './exercise.cjs';

await exercise({ registerKotobaInstrumentation, sqliteDatabase });
