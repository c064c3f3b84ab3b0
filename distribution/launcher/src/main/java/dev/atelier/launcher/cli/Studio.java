package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Endpoints;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.cli.worker.StudioUrl;
import org.jspecify.annotations.Nullable;

/** Which studio is meant, and with which key: the one that was named, else that of this home. */
final class Studio {
    static final String URL_VARIABLE = "ATELIER_STUDIO_URL";
    static final String KEY_VARIABLE = "ATELIER_STUDIO_KEY";

    private Studio() {}

    /** Whether a command that knows two places was meant for the studio. */
    static boolean meant(Invocation asked) {
        return asked.has("studio") || asked.has("studio-url") || asked.has("key");
    }

    static StudioApi of(Context context, Invocation asked) throws Failure, UsageError {
        String url = given(context, asked, "studio-url", URL_VARIABLE);
        String key = given(context, asked, "key", KEY_VARIABLE);
        if (key != null && !key.matches("[!-~]+")) {
            throw asked.wrong("the key holds signs that no key has");
        }
        if (url == null) {
            return ofThisHome(context, key);
        }
        if (key == null) {
            throw asked.wrong("--studio-url needs --key, or " + KEY_VARIABLE + " in the environment");
        }
        try {
            return StudioApi.with(StudioUrl.parse(url).base(), key);
        } catch (IllegalArgumentException e) {
            UsageError error =
                    asked.wrong(String.valueOf(e.getMessage()).replace("api_base_url", "address of a studio"));
            error.addSuppressed(e);
            throw error;
        }
    }

    private static StudioApi ofThisHome(Context context, @Nullable String key) throws Failure {
        Endpoints endpoints = Endpoints.of(context.home());
        Fields studio = endpoints.all().object("studio");
        if (!studio.has("url")) {
            throw Failure.noStudio(endpoints.pid());
        }
        // Without TLS where there is a way: a certificate is seldom for an address of this machine's loopback.
        String url = StudioUrl.parse(studio.text("nearby", studio.text("url"))).base();
        return key == null ? StudioApi.asAdmin(url, studio.text("adminToken")) : StudioApi.with(url, key);
    }

    private static @Nullable String given(Context context, Invocation asked, String option, String variable) {
        String typed = asked.option(option);
        String value = typed == null ? context.terminal().environment().get(variable) : typed;
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The answer, when it is a good one. */
    static Answer checked(StudioApi api, Answer answer, String what, String todo) throws Failure {
        if (!answer.good()) {
            throw api.failure(answer, what, todo);
        }
        return answer;
    }
}
