package dev.atelier.launcher.cli;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.worker.Identity;
import dev.atelier.launcher.cli.worker.ReferenceConfig;
import dev.atelier.launcher.toml.FlatToml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** {@code import-config FILE}: goes on as the reference worker whose settings file that is. */
final class ImportCommand {
    private static final int MOST_BYTES = 256 * 1024;

    private final Context context;

    ImportCommand(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, IOException {
        Path file = Path.of(asked.operand(0));
        ReferenceConfig config = read(file);
        Home home = context.home();
        try (OfflineHome held = OfflineHome.take(home)) {
            if (held == null) {
                throw Failure.failed(
                        "nothing was imported", "a process of " + home.root() + " is running", "run `atelier stop`");
            }
            take(config, asked.has("force"));
        }
        report(file, config);
        return Failure.DONE;
    }

    private void take(ReferenceConfig config, boolean force) throws Failure {
        Path state = context.home().state();
        if (config.identified() && !force && Identity.matters(state)) {
            throw Failure.refused(
                    "nothing was imported",
                    "this home has an identity already",
                    "add --force to replace it; the old one is kept as identity.previous.json");
        }
        OfflineSettings settings = OfflineSettings.of(context);
        settings.setAll(config.settings());
        if (config.identified()) {
            try {
                config.identity().write(state);
            } catch (IOException e) {
                throw Failure.failed("only the settings were imported", e, "mend that and import again");
            }
        }
        for (String name : config.settings().keySet()) {
            String variable = settings.overriddenBy(name);
            if (variable != null) {
                context.note("atelier: " + variable + " is set in this environment and wins over what was imported");
            }
        }
    }

    private void report(Path file, ReferenceConfig config) {
        context.say("imported " + file);
        for (Map.Entry<String, String> setting : config.settings().entrySet()) {
            context.say("  " + setting.getKey() + " = " + setting.getValue());
        }
        context.say("  identity: " + who(config));
        if (!config.ignored().isEmpty()) {
            context.say("not taken");
            for (String each : config.ignored()) {
                context.say("  " + each);
            }
        }
        Path models = file.resolveSibling("models.json");
        if (Files.isRegularFile(models)) {
            context.say("its models are not imported; once it runs: `atelier models add " + models + "`");
        }
        context.say("done; run `atelier up` to go on as this worker, and stop the old one first");
    }

    private static String who(ReferenceConfig config) {
        Identity identity = config.identity();
        if (identity.approved()) {
            return "approved as " + identity.workerId();
        }
        if (identity.pending()) {
            return "pending operator approval (request " + identity.requestId() + ")";
        }
        return config.identified() ? "not registered yet; its install id is kept" : "none in the file";
    }

    private static ReferenceConfig read(Path file) throws Failure {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw Failure.failed("cannot read " + file, "there is no such file", "check the path");
        } catch (IOException e) {
            throw Failure.failed("cannot read " + file, e, "check the path and who may read it");
        }
        if (bytes.length > MOST_BYTES) {
            throw Failure.failed(
                    "cannot read " + file,
                    "it has more than " + Units.bytes(MOST_BYTES),
                    "give a reference worker's config.toml");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return ReferenceConfig.of(FlatToml.parse(text), System.getProperty("user.home", ""));
        } catch (CharacterCodingException e) {
            throw Failure.failed(
                    "cannot read " + file, "it is not UTF-8 text", "give a reference worker's config.toml");
        } catch (IllegalArgumentException e) {
            throw Failure.failed("cannot read " + file, e, "give a reference worker's config.toml");
        }
    }
}
