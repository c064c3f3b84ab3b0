package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.sign.BundleSignature;
import dev.atelier.launcher.cli.sign.EngineKeys;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code engines keygen|sign|verify}: offline, wherever bundles are built. */
final class SigningCommands {
    private static final long SECONDS_A_DAY = 86_400;

    private final Context context;

    SigningCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, UsageError, IOException {
        try {
            switch (asked.command().name()) {
                case "keygen" -> keygen(asked);
                case "sign" -> sign(asked);
                default -> verify(asked);
            }
            return Failure.DONE;
        } catch (GeneralSecurityException e) {
            throw Failure.failed(
                    "cannot " + asked.command().name(), e, "give an Ed25519 key made by `atelier engines keygen`");
        }
    }

    private void keygen(Invocation asked) throws Failure, UsageError, IOException, GeneralSecurityException {
        String given = asked.option("name");
        String name = given == null ? "atelier" : given;
        if (name.isBlank() || name.contains("/") || name.contains("\\") || name.contains("\n")) {
            throw asked.wrong("--name is the name of a file, not `" + name + "`");
        }
        EngineKeys.Written keys;
        try {
            keys = EngineKeys.generate(Path.of(asked.operand(0)), name);
        } catch (IOException e) {
            throw Failure.failed("no key was made", e, "choose another folder or --name");
        }
        context.say("private key: " + keys.privateKey() + "  (keep it to yourself)");
        context.say("public key:  " + keys.publicKey());
        context.say("key id:      " + keys.id());
        context.say(
                "To trust it, copy the public key to " + context.home().etc().resolve("trusted-keys"));
    }

    private void sign(Invocation asked) throws Failure, UsageError, IOException, GeneralSecurityException {
        Path keyFile = keyFile(asked);
        Path publicFile = EngineKeys.publicBeside(keyFile);
        if (!Files.isRegularFile(publicFile)) {
            throw Failure.failed(
                    "cannot sign", "the public key " + publicFile + " is missing", "put it beside the private one");
        }
        PrivateKey key = EngineKeys.privateKey(keyFile);
        String keyId = EngineKeys.idOf(EngineKeys.publicKey(publicFile));
        Instant now = Instant.now();
        long sequence = asked.number("sequence", now.getEpochSecond(), 0);
        Instant expires = asked.has("expires") ? now.plusSeconds(asked.number("expires", 1, 1) * SECONDS_A_DAY) : null;
        for (String operand : asked.operands()) {
            Path jar = existing(operand);
            BundleSignature.sign(jar, key, keyId, sequence, expires);
            try {
                // a public key that is not the other half would only be noticed where the bundle is refused
                BundleSignature.verify(jar, EngineKeys.publicKey(publicFile), now);
            } catch (BundleSignature.Invalid e) {
                Files.deleteIfExists(BundleSignature.signatureOf(jar));
                throw Failure.failed("cannot sign " + jar, publicFile + " is not the other half of the key", "");
            }
            context.say("signed " + jar + " with key " + keyId + ", sequence " + sequence
                    + (expires == null ? "" : ", until " + expires));
        }
    }

    private void verify(Invocation asked) throws Failure, UsageError, IOException, GeneralSecurityException {
        Path jar = existing(asked.operand(0));
        Path keyFile = keyFile(asked);
        Fields manifest;
        try {
            manifest = BundleSignature.verify(jar, EngineKeys.publicKey(keyFile), Instant.now());
        } catch (BundleSignature.Invalid e) {
            throw Failure.failed(jar + " is not to be trusted", e, "get it again from its maker, or check the key");
        }
        if (context.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("valid", true);
            document.put("manifest", manifest.members());
            context.print(document);
            return;
        }
        Fields bundle = manifest.list("bundles").get(0);
        context.say(jar + " is " + bundle.text("bsn") + " " + bundle.text("version") + ", signed with key "
                + manifest.text("keyId") + ", sequence " + manifest.text("sequence")
                + (manifest.has("expires") ? ", until " + manifest.text("expires") : ""));
    }

    private static Path keyFile(Invocation asked) throws Failure, UsageError {
        String key = asked.option("key");
        if (key == null) {
            throw asked.wrong("`" + asked.path() + "` needs --key FILE");
        }
        return existing(key);
    }

    private static Path existing(String name) throws Failure {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw Failure.failed("cannot read " + name, "there is no such file", "check the path");
        }
        return file;
    }
}
