import { errorMessage } from '@kotoba/core';
import { builtInDashboards, CUSTOM_DASHBOARD, type Dashboard, defineDashboard } from '@kotoba/dashboards';
import * as z from 'zod';

/** Further dashboards: each one checked, and no name there twice. */
export const dashboardsSchema = z
  .array(z.custom<Dashboard>((value) => typeof value === 'object' && value !== null))
  .superRefine((dashboards, context) => {
    const names = new Set([...builtInDashboards.map(({ name }) => name), CUSTOM_DASHBOARD]);
    dashboards.forEach((dashboard, index) => {
      const tell = (message: string) =>
        context.addIssue({ code: 'custom', path: [index], message, params: { isWhole: true } });
      try {
        defineDashboard(dashboard);
      } catch (error) {
        tell(errorMessage(error));
      }
      if (names.has(dashboard.name)) tell(`a dashboard "${dashboard.name}" is there already`);
      names.add(dashboard.name);
    });
  })
  .default([]);
