package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.HttpError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFormTest {
    private static final String TYPE = "multipart/form-data; boundary=\"XX\"";

    private final Path folder;

    MultipartFormTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void fieldsAreTextAndFilesAreOnDisk() throws IOException {
        String body = part("name=\"source\"", "", "a\r\nb") + part("name=\"bundle\"; filename=\"x.jar\"", "", "jar")
                + "--XX--\r\n";

        try (MultipartForm form = read(body)) {
            assertThat(form.field("source")).contains("a\r\nb");
            assertThat(form.fileName("bundle")).contains("x.jar");
            assertThat(form.file("bundle"))
                    .hasValueSatisfying(
                            file -> assertThat(file).hasContent("jar").hasParent(folder));
            assertThat(form.file("source")).isEmpty();
        }

        assertThat(left()).isZero();
    }

    @Test
    void aNameWithBracketsStandsForSeveralParts() throws IOException {
        String body = part("name=\"a[]\"", "", "1") + part("name=\"a[]\"", "", "2")
                + part("name=\"f[]\"; filename=\"x\"", "", "x") + part("name=\"f[]\"; filename=\"y\"", "", "y")
                + "--XX--\r\n";

        try (MultipartForm form = read(body)) {
            assertThat(form.fields("a[]")).containsExactly("1", "2");
            assertThat(form.field("a[]")).contains("1");
            assertThat(form.files("f[]")).hasSize(2);
        }

        assertThat(left()).isZero();
    }

    @Test
    void aLargeFileFullOfAlmostBoundariesComesThroughUnchanged() throws IOException {
        byte[] file = new byte[300_000];
        new Random(1).nextBytes(file);
        byte[] trap = "\r\n--X\r\n--".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + trap.length < file.length; at += 997) {
            System.arraycopy(trap, 0, file, at, trap.length);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                ascii("preamble\r\n--XX \t\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"));
        body.writeBytes(file);
        body.writeBytes(ascii("\r\n--XX--epilogue"));

        for (int step : new int[] {1, 7, 8192}) {
            try (MultipartForm form = MultipartForm.read(TYPE, trickling(body.toByteArray(), step), folder)) {
                assertThat(form.file("f"))
                        .hasValueSatisfying(path -> assertThat(path).hasBinaryContent(file));
            }
        }
    }

    @Test
    void aBinaryPartWithoutFileNameIsAFileToo() throws IOException {
        try (MultipartForm form =
                read(part("name=\"bundle\"", "Content-Type: application/octet-stream\r\n", "jar") + "--XX--")) {
            assertThat(form.file("bundle")).isPresent();
        }
    }

    @Test
    void anEmptyFileFieldOfABrowserIsAbsent() throws IOException {
        try (MultipartForm form = read(part("name=\"bundle\"; filename=\"\"", "", "") + "--XX--")) {
            assertThat(form.file("bundle")).isEmpty();
            assertThat(left()).isZero();
        }
    }

    @Test
    void aFileNameCannotLeadElsewhere() throws IOException {
        try (MultipartForm form = read(part("name=\"f\"; filename=\"..\\..\\/etc/a\\\"b.jar\"", "", "x") + "--XX--")) {
            assertThat(form.fileName("f")).contains("a\"b.jar");
            assertThat(form.file("f"))
                    .hasValueSatisfying(file -> assertThat(file).hasParent(folder));
        }
    }

    @Test
    void aFileThatWasMovedAwayIsLeftAlone() throws IOException {
        Path kept = folder.resolve("kept");
        try (MultipartForm form = read(part("name=\"f\"; filename=\"f\"", "", "x") + "--XX--")) {
            Files.move(form.file("f").orElseThrow(), kept);
        }

        assertThat(kept).hasContent("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--XX",
                "--XXnonsense\r\n",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever closed",
                "--XX\r\nno colon\r\n\r\n",
                "--XX\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--XX--",
                "--XX\r\n: empty\r\n\r\n"
            })
    void aBrokenBodyIsRefusedAndLeavesNothing(String body) {
        assertBadRequest(body);
    }

    @Test
    void endlessHeadersAreRefused() {
        assertBadRequest("--XX\r\nA: " + "x".repeat(20_000));
        assertBadRequest("--XX\r\n" + "A: x\r\n".repeat(20_000));
        assertBadRequest("--XX" + " ".repeat(20_000));
    }

    @Test
    void tooManyPartsAreRefusedAndTheirFilesDeleted() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i <= MultipartForm.MAX_PARTS; i++) {
            body.append(part("name=\"f" + i + "\"; filename=\"f\"", "", "x"));
        }

        assertBadRequest(body + "--XX--");
    }

    @Test
    void twoPartsOfOneNameAreRefused() {
        String file = part("name=\"f\"; filename=\"f\"", "", "x");

        assertBadRequest(file + file + "--XX--");
    }

    @Test
    void aFieldLongerThanAMebibyteIsTooLarge() {
        String body = part("name=\"a\"", "", "x".repeat(MultipartForm.MAX_FIELD + 1)) + "--XX--";

        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(HttpError.class, error -> assertThat(error.status())
                .isEqualTo(413));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/mixed; boundary=XX"
            })
    void anotherContentTypeIsRefused(String type) {
        assertThatThrownBy(() -> MultipartForm.read(type, InputStream.nullInputStream(), folder))
                .isInstanceOfSatisfying(
                        HttpError.class, error -> assertThat(error.status()).isEqualTo(400));
    }

    private void assertBadRequest(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(HttpError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo("bad_request");
        });
        assertThat(left()).isZero();
    }

    private MultipartForm read(String body) throws IOException {
        return MultipartForm.read(TYPE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), folder);
    }

    private long left() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String part(String disposition, String headers, String content) {
        return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n" + headers + "\r\n" + content + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static InputStream trickling(byte[] bytes, int step) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, step));
            }
        };
    }
}
