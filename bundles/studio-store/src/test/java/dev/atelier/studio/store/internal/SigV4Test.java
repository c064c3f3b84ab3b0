package dev.atelier.studio.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of the S3 documentation. */
class SigV4Test {
    private static final Instant AT = Instant.parse("2013-05-24T00:00:00Z");
    private static final String NOTHING = Hashes.sha256("");
    private final SigV4 signer =
            new SigV4("AKIAIOSFODNN7EXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "us-east-1");

    @Test
    void signsAGet() {
        String authorization = sign("GET", "/test.txt", "", Map.of("range", "bytes=0-9"), NOTHING);

        assertThat(authorization)
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void signsAPut() {
        Map<String, String> headers =
                Map.of("date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY");

        assertThat(sign("PUT", "/test%24file.text", "", headers, Hashes.sha256("Welcome to Amazon S3.")))
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void signsAQuery() {
        assertThat(sign("GET", "/", "lifecycle=", Map.of(), NOTHING))
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assertThat(sign("GET", "/", "max-keys=2&prefix=J", Map.of(), NOTHING))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void tellsNobodyItsSecret() {
        assertThat(signer.toString()).doesNotContain("wJalr");
    }

    private String sign(String method, String path, String query, Map<String, String> more, String hash) {
        TreeMap<String, String> headers = new TreeMap<>(more);
        headers.put("host", "examplebucket.s3.amazonaws.com");
        headers.put("x-amz-content-sha256", hash);
        headers.put("x-amz-date", "20130524T000000Z");
        return signer.authorization(method, path, query, headers, hash, AT);
    }
}
