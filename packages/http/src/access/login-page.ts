/** Asks for a token; works without a script and without any asset, as whoever sees it is not logged in. */
export const LOGIN_PAGE = (isWrong: boolean): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Log in – Kotoba monitoring</title>
<h1>Kotoba monitoring</h1>
${isWrong ? '<p role="alert">That is not a token of this service.</p>' : ''}
<form method="post" action="login">
<p><label>Token <input name="token" type="password" required autofocus autocomplete="current-password"></label>
<button>Log in</button></p>
</form>
</html>
`;
