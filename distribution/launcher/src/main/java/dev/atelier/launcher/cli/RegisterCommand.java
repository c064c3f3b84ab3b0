package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.cli.worker.Identity;
import dev.atelier.launcher.cli.worker.StudioUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code register}: says which studio, or forgets what one said. Talks to no studio itself. */
final class RegisterCommand {
    private static final String SAVED = "saved; ";
    private static final String CLEARED = "local registration state cleared; ";

    private final Context context;

    RegisterCommand(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, UsageError, IOException {
        String typed = asked.option("api-base-url");
        boolean reset = asked.has("reset");
        if (typed == null && !reset) {
            throw asked.wrong("register needs --api-base-url, --reset or both");
        }
        String url = typed == null ? null : checked(asked, typed);
        LocalApi api = context.apiIfRunning();
        if (api == null) {
            offline(url, reset);
        } else {
            running(api, url, reset);
        }
        return Failure.DONE;
    }

    private static String checked(Invocation asked, String typed) throws UsageError {
        try {
            StudioUrl.parse(typed);
            return typed.strip();
        } catch (IllegalArgumentException e) {
            UsageError error = asked.wrong(String.valueOf(e.getMessage()));
            error.addSuppressed(e);
            throw error;
        }
    }

    private void offline(@Nullable String url, boolean reset) throws Failure, IOException {
        if (reset) {
            forget();
        }
        if (url != null) {
            save(url);
        }
        context.say((reset ? CLEARED : SAVED) + "run `atelier up` to "
                + (url == null ? "register again" : "auto-register against " + url));
    }

    private void save(String url) throws Failure {
        new ConfigCommands(context).set("api_base_url", url);
    }

    private void forget() throws Failure, IOException {
        Path file = Identity.file(context.home().state());
        if (!Files.exists(file)) {
            return; // and no home is made just to forget something in it
        }
        try (OfflineHome held = OfflineHome.take(context.home())) {
            if (held == null) {
                throw Failure.refused(
                        "nothing was cleared",
                        "a process of " + context.home().root() + " is starting or stopping",
                        "try again when it has");
            }
            Files.deleteIfExists(file);
        }
    }

    /** The process follows its setting at once, and an identity never goes along to another studio. */
    private void running(LocalApi api, @Nullable String url, boolean reset) throws Failure {
        Fields status = Fields.of(api.read("/daemon/status", "cannot read the status"));
        boolean moves = url != null && !sameStudio(url, status.object("config").text("apiBaseUrl"));
        boolean rejected = status.object("registration").text("state").equals("rejected");
        if (reset && !moves && !rejected) {
            throw Failure.refused(
                    "nothing was cleared",
                    "process " + api.endpoints().pid() + " is using its registration",
                    "run `atelier stop` first");
        }
        if (url != null) {
            save(url);
        }
        if (reset && !moves) {
            Answer answer = api.send("POST", "/daemon/registration/reset", null);
            if (!answer.good()) {
                throw answer.failure("nothing was cleared", "run `atelier stop` first");
            }
        }
        context.say((reset ? CLEARED : SAVED) + "the running process "
                + (url == null ? "asks again" : "will auto-register against " + url));
    }

    private static boolean sameStudio(String url, String configured) {
        try {
            return StudioUrl.parse(url).equals(StudioUrl.parse(configured));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
