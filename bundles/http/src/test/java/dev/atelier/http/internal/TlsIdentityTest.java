package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
    private static Certificates made;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        made = Certificates.in(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void keysAreReadInEitherForm(String kind) throws Exception {
        TlsIdentity now = TlsIdentity.of(made.files(made.certificate(kind), made.key(kind)));
        TlsIdentity old = TlsIdentity.of(made.files("Subject: x\n" + made.certificate(kind), made.oldKey(kind)));

        assertThat(old.own()).isEqualTo(now.own()).hasSize(1);
        assertThat(old.store().getKey("atelier", old.password().toCharArray()))
                .isEqualTo(now.store().getKey("atelier", now.password().toCharArray()));
    }

    @Test
    void whatIsWrongIsNamedWithItsFileAndWhatToDo() throws Exception {
        String certificate = made.certificate("ec");
        String encrypted = made.oldKey("ec").replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n");

        refused(certificate, made.key("other"), "tls-key-mismatch", "tls.key");
        refused(certificate, made.key("rsa"), "tls-key-mismatch", "tls.key");
        refused(certificate, made.oldKey("rsa"), "tls-key-mismatch", "tls.key");
        refused(certificate, encrypted, "tls-key-encrypted", "openssl pkcs8");
        refused(certificate, made.key("ec").replace("PRIVATE", "ENCRYPTED PRIVATE"), "tls-key-encrypted", "openssl");
        refused(certificate, "", "tls-key-malformed", "tls.key");
        refused(certificate, Certificates.pem("PRIVATE KEY", new byte[] {1, 2, 3}), "tls-key-malformed", "tls.key");
        refused("", made.key("ec"), "tls-certificate-malformed", "tls.crt");
        refused(made.key("ec"), made.key("ec"), "tls-certificate-malformed", "tls.crt");
        refused(
                Certificates.pem("CERTIFICATE", new byte[] {1, 2, 3}),
                made.key("ec"),
                "tls-certificate-malformed",
                "tls.crt");
        refused(certificate + made.certificate("rsa"), made.key("ec"), "tls-certificate-chain", "tls.crt");
    }

    private static void refused(String certificate, String key, String code, String named) throws Exception {
        TlsFiles files = made.files(certificate, key);

        assertThatThrownBy(() -> TlsIdentity.of(files))
                .isInstanceOfSatisfying(
                        TlsProblem.class, problem -> assertThat(problem.code()).isEqualTo(code))
                .hasMessageContaining(code)
                .hasMessageContaining(named);
    }

    @Test
    void aKeystoreOpensWithThePasswordOfItsFile() throws Exception {
        Path password = made.file("password");
        TlsFiles files = new TlsFiles(made.keystore(), password, true);
        Files.writeString(password, Certificates.PASSWORD + "\n");

        assertThat(TlsIdentity.of(files).own()).hasSize(3);
        Files.writeString(password, "wrong");
        assertThatThrownBy(() -> TlsIdentity.of(files))
                .hasMessageContaining("tls-keystore-password")
                .hasMessageContaining("all.p12");
        assertThatThrownBy(() -> TlsIdentity.of(new TlsFiles(password, password, true)))
                .hasMessageContaining("tls-keystore-malformed");
        assertThatThrownBy(() -> TlsIdentity.of(new TlsFiles(made.file("none"), password, true)))
                .hasMessageContaining("tls-file-missing");
    }

    @Test
    void halfASettingIsRefusedAndNoneIsPlainHttp() throws Exception {
        assertThat(TlsFiles.of(Map.of("http.tls.cert", " ", "http.port", 1))).isEmpty();
        assertThat(TlsFiles.of(Map.of("http.tls.cert", "/a", "http.tls.key", "/b")))
                .contains(new TlsFiles(Path.of("/a"), Path.of("/b"), false));
        assertThatThrownBy(() -> TlsFiles.of(Map.of("http.tls.cert", "/a")))
                .hasMessageContaining("tls-settings")
                .hasMessageContaining("http.tls.key is not");
        assertThatThrownBy(() -> TlsFiles.of(Map.of("http.tls.keystore", "/a", "http.tls.key", "/b")))
                .hasMessageContaining("tls-settings");
        assertThatThrownBy(() -> TlsFiles.of(Map.of("http.tls.cert", "a", "http.tls.key", "/b")))
                .hasMessageContaining("relative");
    }
}
