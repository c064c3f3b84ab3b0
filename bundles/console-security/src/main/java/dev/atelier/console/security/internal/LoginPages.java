package dev.atelier.console.security.internal;

import java.util.Set;

/** The pages of the way in. Plain forms: they work without scripts. */
final class LoginPages {
    static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final Set<String> THEMES = Set.of("light", "dark");

    private LoginPages() {}

    static String password(String theme, String next, String problem) {
        return page(theme, "Log in", """
                <h1>Log in</h1>
                <p>Everything here runs on this machine.</p>
                %s<form method="post" action="/login">
                <input type="hidden" name="next" value="%s">
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required autofocus%s>
                <button type="submit">Log in</button>
                </form>
                """.formatted(problem(problem), escaped(next), described(problem)));
    }

    static String noPassword(String theme, String problem) {
        return page(theme, "Log in", """
                <h1>Open the login link</h1>
                %s<p>No password is set yet. The link was printed when Atelier started and works once.
                For a new one, run <code>atelier console link</code> on this machine.</p>
                """.formatted(problem(problem)));
    }

    static String firstPassword(String theme, String next, String problem) {
        return page(theme, "Set a password", """
                <h1>Set a password</h1>
                <p>The link you used works once. With a password you can come back from any browser.</p>
                %s<form method="post" action="/login/password">
                <input type="hidden" name="next" value="%s">
                <label for="password">New password, at least %d characters</label>
                <input id="password" name="password" type="password" autocomplete="new-password" minlength="%d" required autofocus%s>
                <label for="again">The same again</label>
                <input id="again" name="again" type="password" autocomplete="new-password" required>
                <button type="submit">Set password</button>
                </form>
                <p class="later"><a href="%s">Not now</a></p>
                """.formatted(
                        problem(problem),
                        escaped(next),
                        LoginServlet.SHORTEST,
                        LoginServlet.SHORTEST,
                        described(problem),
                        escaped(next)));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String problem(String problem) {
        return problem.isEmpty() ? "" : "<p class=\"wrong\" id=\"wrong\" role=\"alert\">" + escaped(problem) + "</p>\n";
    }

    private static String described(String problem) {
        return problem.isEmpty() ? "" : " aria-invalid=\"true\" aria-describedby=\"wrong\"";
    }

    private static String page(String theme, String title, String content) {
        String forced = THEMES.contains(theme) ? " data-theme=\"" + theme + "\"" : "";
        return """
                <!doctype html>
                <html lang="en"%s>
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s · Atelier</title>
                <link rel="stylesheet" href="/login/style.css">
                </head>
                <body>
                <main>
                <p class="brand">Atelier</p>
                %s</main>
                </body>
                </html>
                """.formatted(forced, title, content);
    }
}
