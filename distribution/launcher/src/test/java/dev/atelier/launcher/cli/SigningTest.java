package dev.atelier.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.cli.Typed.Result;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {
    private final Path folder;
    private final Path jar;
    private final Path key;
    private final Path pub;

    SigningTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        jar = folder.resolve("x.jar");
        key = folder.resolve("keys/me.key");
        pub = folder.resolve("keys/me.pub");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "dev.example.engine;singleton:=true");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.2");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream bundle = new JarOutputStream(out, manifest)) {
            bundle.finish();
        }
    }

    @BeforeEach
    void makeKeys() {
        assertThat(run("keygen", folder.resolve("keys").toString(), "--name", "me")
                        .code())
                .isZero();
    }

    private Result run(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "engines";
        System.arraycopy(words, 0, all, 1, words.length);
        return Typed.at(folder, all).run();
    }

    private Result sign(String... more) {
        String[] words = new String[more.length + 4];
        words[0] = "sign";
        words[1] = jar.toString();
        words[2] = "--key";
        words[3] = key.toString();
        System.arraycopy(more, 0, words, 4, more.length);
        return run(words);
    }

    private Result verify() {
        return run("verify", jar.toString(), "--key", pub.toString());
    }

    @Test
    void thePrivateKeyIsForItsOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(pub).content().startsWith("# me\n-----BEGIN PUBLIC KEY-----");
    }

    @Test
    void noKeyIsEverOverwritten() throws IOException {
        String before = Files.readString(key);

        assertThat(run("keygen", folder.resolve("keys").toString(), "--name", "me")
                        .code())
                .isEqualTo(1);
        assertThat(key).hasContent(before.strip());
    }

    @Test
    void whatWasSignedVerifies() throws IOException {
        Result signed = sign("--sequence", "7", "--expires", "2");

        assertThat(signed.code()).isZero();
        Fields manifest = Fields.of(Json.parse(Files.readString(folder.resolve("x.jar.manifest.json"))));
        Fields bundle = manifest.list("bundles").get(0);
        assertThat(bundle.text("bsn")).isEqualTo("dev.example.engine");
        assertThat(bundle.text("version")).isEqualTo("1.2.0");
        assertThat(bundle.number("size", 0)).isEqualTo(Files.size(jar));
        assertThat(manifest.number("format", 0)).isEqualTo(1);
        assertThat(manifest.number("sequence", 0)).isEqualTo(7);
        assertThat(manifest.text("keyId")).hasSize(16);
        assertThat(manifest.text("expires")).endsWith("Z");
        assertThat(verify().out()).contains("dev.example.engine 1.2.0", "sequence 7");
    }

    @Test
    void withoutDaysItNeverExpires() throws IOException {
        sign();

        assertThat(folder.resolve("x.jar.manifest.json")).content().doesNotContain("expires");
    }

    @Test
    void aFlippedByteIsFound() throws IOException {
        sign();
        byte[] bytes = Files.readAllBytes(jar);
        bytes[bytes.length - 3] ^= 1;
        Files.write(jar, bytes);

        assertThat(verify().code()).isEqualTo(1);
    }

    @Test
    void anEditedManifestIsFound() throws IOException {
        sign("--sequence", "7");
        Path manifest = folder.resolve("x.jar.manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"sequence\": 7", "\"sequence\": 8"));

        assertThat(verify().err()).contains("does not belong to this manifest");
    }

    @Test
    void anotherKeyDoesNotVerify() {
        sign();
        run("keygen", folder.resolve("keys").toString(), "--name", "you");

        assertThat(run(
                                "verify",
                                jar.toString(),
                                "--key",
                                folder.resolve("keys/you.pub").toString())
                        .code())
                .isEqualTo(1);
    }

    @Test
    void aPublicKeyOfAnotherPairIsNoticedWhileSigning() throws IOException {
        run("keygen", folder.resolve("keys").toString(), "--name", "you");
        Files.copy(folder.resolve("keys/you.pub"), pub, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(sign().err()).contains("not the other half");
        assertThat(folder.resolve("x.jar.manifest.sig")).doesNotExist();
    }

    @Test
    void anUnsignedBundleAndAForeignKeyFileAreNamed() throws IOException {
        assertThat(verify().err()).contains("it is not signed");
        assertThat(run("verify", jar.toString(), "--key", jar.toString()).code())
                .isEqualTo(1);
        assertThat(run("verify", jar.toString()).code()).isEqualTo(2);
    }
}
