const { sqliteDatabase } = require('@kotoba/databases/sqlite');
const { registerKotobaInstrumentation } = require('@kotoba/instrumentation');
const exercise = require('./exercise.cjs');

exercise({ registerKotobaInstrumentation, sqliteDatabase });
