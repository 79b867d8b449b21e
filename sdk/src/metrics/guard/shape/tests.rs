//! Values as they are met: what must pass, and what must not.

use super::Shape;

/// Values of which a service has few.
const LEGITIMATE: &str = "
    GET POST OPTIONS _OTHER PROPFIND HTTP/1.1 HTTP/2.0 h2c
    200 404 503 2xx 5xx 65535 8080 OK UNAVAILABLE DEADLINE_EXCEEDED
    / /orders/{id} /orders/{id}/items/{id} /api/v1/users/:userId/sessions /v1beta1/{parent=projects/*}/locations
    /apis/apps/v1/namespaces/{namespace}/deployments /static/* /oauth2/token /2024-01-15/functions/{name}
    /.well-known/openid-configuration /internal/healthz /grpc.health.v1.Health/Check /graphql
    orders order_items public.customers shop.order_line_items information_schema.tables schema_migrations
    SELECT INSERT INTO select-for-update pg_stat_statements oauth2_access_tokens
    eu-west-1 us-gov-east-1 ap-southeast-2a europe-west4-b northamerica-northeast1 germanywestcentral eu-central-1b
    1.2.3 v1.31.0-rc.2 2024.11.1 v1.29.4+k3s1 10.0.19041.1 1.27.3-gke.1286000 2.0.0-beta.11 go1.22.3 openjdk-21.0.2
    1.25.0-20240115 20240115 2024-01-15 3.11.9-slim-bookworm 5.15.0-1057-aws 6.1.0-21-cloud-amd64
    t3.micro m6i.2xlarge c7gn.16xlarge p4d.24xlarge u-24tb1.112xlarge n2-standard-8 Standard_D4s_v5 Standard_E96ads_v5
    checkout checkout-service kube-system kube-prometheus-stack-operator ingress-nginx-controller postgres-0
    payments-worker-canary cert-manager-cainjector prod-eu-1-cluster-a node-pool-2 istio-ingressgateway
    io::ErrorKind::TimedOut std::io::Error java.lang.NullPointerException TypeError ECONNREFUSED ERR_HTTP2_STREAM_ERROR
    com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException System.Net.Http.HttpRequestException
    org.springframework.web.HttpRequestMethodNotSupportedException SqlState23505 sqlx::Error::PoolTimedOut
    IllegalStateException kotlinx.coroutines.TimeoutCancellationException OAuth2AuthenticationError X509CertificateV3Error
    AWSLambdaBasicExecutionRole MicrosoftWindowsDesktopSDK Http2GoAwayFrameReceivedException
    application/json text/html;charset=utf-8 application/vnd.api+json application/x-www-form-urlencoded image/svg+xml
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet multipart/form-data application/json-patch+json
    EUR USD CHF XAU DE US GB_SCT de-DE zh-Hant-TW sr-Latn-RS Europe/Berlin America/Argentina/Buenos_Aires
    TLSv1.3 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256 ECDHE-RSA-CHACHA20-POLY1305 ecdsa-with-SHA384
    gzip br zstd identity utf-8 iso-8859-15 x86_64-unknown-linux-gnu aarch64-apple-darwin linux/arm64/v8
    kafka order.placed.v2 orders-eu-dlq amqp://localhost topic/partition-17 consumer-group-3
    true false unknown none null other __other__ default 0 1 -1 0.95 p99 le=0.5
    free premium enterprise_annual_2024 visa mastercard american-express sepa_direct_debit
    chrome Firefox/126.0 Mobile-Safari okhttp/4.12.0 python-requests/2.32.3 curl/8.5.0 Go-http-client/1.1
    main release/2024-11 feature/faster-checkout hotfix-1234 JIRA-4711 3f2a9c0 a1b2c3d4e5f6 deadbeef
    @scope/package user@host git@github localhost localhost:8080 127.0.0.1 127.0.0.1:5432 [::1]:4317 0.0.0.0:80 ::
    redis.cache.svc.cluster.local db-primary.internal payments.example.com:443 example.co.uk
    Zahlungsdienstleister Geschwindigkeitsbegrenzung Kundenstammdatenverwaltung München São-Paulo 東京 Łódź
    ServiceUnavailableException kubernetes-sigs/external-dns-management InternalServerErrorResponseBodyTooLarge
    CreateOrUpdateCustomerSubscriptionRequest listAllOrganizationMembershipInvitations
    batch-import-2024-11-24 nightly_2026-11-24 2026-11 Q4-2026 w47 12:30 00:15:00 1h30m 500ms
    queue:default:high cache_hit cache_miss L1 L2 gpu0 nvme0n1 eth0 /dev/sda1 sda1 cpu0 core-17
    gpt-4o-mini-2024-07-18 claude-3-5-sonnet-20240620 text-embedding-3-large llama-3.1-70b-instruct
    ";

/// Values of which there is one for each user, request or moment.
const IDENTIFIERS: &[(&str, &[&str])] = &[
    (
        "uuid",
        &[
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "{123e4567-e89b-12d3-a456-426614174000}",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "018f3e9c-7b1a-7cde-8f00-0123456789ab",
        ],
    ),
    ("ulid", &["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01arz3ndektsv4rrffq69g5fav", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"]),
    (
        "hex",
        &[
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            "0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "user-507f1f77bcf86cd799439011",
            "/orders/507f1f77bcf86cd799439011",
        ],
    ),
    (
        "base64",
        &[
            "dGhpcyBpcyBhIHRlc3QgMTIz",
            "Zm9vYmFyYmF6cXV4MTIzNA==",
            "aGVsbG8gd29ybGQgYW5kIG1vcmU=",
            "q83vEjRWeJCrze8SNFZ4kA",
        ],
    ),
    ("email", &["ada@example.org", "ada.lovelace+news@mail.example.co.uk", "josé@exämple.com", "a@b.co"]),
    (
        "ip",
        &[
            "10.1.2.3",
            "192.168.0.17:51324",
            "8.8.8.8",
            "10.0.0.0/8",
            "2001:db8::8a2e:370:7334",
            "[2001:db8::1]:443",
            "fe80::1%eth0",
            "::ffff:10.1.2.3",
        ],
    ),
    (
        "jwt",
        &[
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
        ],
    ),
    (
        "digits",
        &[
            "12345678",
            "1732417396",
            "1732417396123",
            "+4917612345678",
            "order-123456789",
            "/orders/10000017",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "+49 (176) 1234-5678",
            "99999999",
            "20241399",
        ],
    ),
    ("timestamp", &["2026-11-24T03:15:22Z", "2026-11-24 03:15:22.123", "2026-11-24T03:15"]),
    (
        "pod",
        &[
            "checkout-7d4b9c6f5-x2x9z",
            "kube-prometheus-stack-operator-5b8d7f9c4b-qwzxc",
            "api-6799fc88d8-4tfk2",
        ],
    ),
    (
        "high_entropy",
        &[
            "ckopqwooh000001la8mbi2im9",
            "payment:pi_3MtwBwLkdIwHu7ix28a3tqPa",
            "customer:K7dXzP2mQ9vRt4Lw8B",
            "token:7xQ2pVk9LmT4zRw8Bn3J",
            "sess:kq7x2v9zpl4mw8tj3rb6",
            "xkqzvjwpfhgtbqmzkxwvdpjq",
        ],
    ),
];

#[test]
fn values_of_which_there_are_few_pass() {
    let refused: Vec<_> =
        LEGITIMATE.split_whitespace().filter_map(|value| Some((value, Shape::of(value)?))).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert!(LEGITIMATE.split_whitespace().count() > 200);
}

#[test]
fn values_with_spaces_pass() {
    let values = ["connection refused", "Bad Gateway", "card declined by issuer", "Mozilla Firefox", "a - b"];
    assert!(values.iter().all(|value| Shape::of(value).is_none()));
}

#[test]
fn identifiers_have_the_shape_that_they_are_known_by() {
    for (shape, values) in IDENTIFIERS {
        for value in *values {
            assert_eq!(Shape::of(value).map(Shape::as_str), Some(*shape), "{value}");
        }
    }
}

#[test]
fn text_is_long_beyond_the_limit_and_not_at_it() {
    let words = "word ".repeat(100);
    assert_eq!(Shape::of(&words[..super::MAX_LENGTH]), None);
    assert_eq!(Shape::of(&words[..=super::MAX_LENGTH]), Some(Shape::Long));
}

#[test]
fn every_shape_but_length_is_in_the_list_and_every_name_once() {
    let mut names: Vec<_> = IDENTIFIERS.iter().map(|(name, _)| *name).chain(["long"]).collect();
    let mut all: Vec<_> = Shape::ALL.iter().map(|shape| shape.as_str()).collect();
    names.sort_unstable();
    all.sort_unstable();
    assert_eq!(names, all);
}

/// Random characters of an alphabet.
fn random(alphabet: &[u8], length: usize, random: &mut impl rand::Rng) -> String {
    (0..length).map(|_| char::from(alphabet[random.random_range(0..alphabet.len())])).collect()
}

#[test]
fn most_random_identifiers_are_refused() {
    use rand::SeedableRng;
    const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut generator = rand::rngs::SmallRng::seed_from_u64(7);
    // The alphabet, the length, and how many of a thousand must be refused at least.
    for (alphabet, length, least) in [
        (&BASE62[10..], 32, 650),
        (BASE62, 16, 800),
        (BASE62, 22, 900),
        (BASE62, 32, 950),
        (&BASE62[36..], 32, 650),
        (b"0123456789abcdefghijklmnopqrstuvwxyz", 20, 900),
        (b"0123456789abcdef", 32, 995),
    ] {
        let values = (0..1_000).map(|_| random(alphabet, length, &mut generator));
        let refused = values.filter(|value| Shape::of(value).is_some()).count();
        assert!(refused >= least, "{refused} of 1000 with {} letters, {length} long", alphabet.len());
    }
}
