{
    "meta": {
        "coin": "skycoin",
        "cryptoType": "scrypt-chacha20poly1305",
        "encrypted": "true",
        "filename": "scrypt-chacha20poly1305-encrypted.wlt",
        "label": "scrypt-chacha20poly1305",
        "lastSeed": "",
        "secrets": "dAB7Im4iOjMyNzY4LCJyIjo4LCJwIjoxLCJrZXlMZW4iOjMyLCJzYWx0IjoiYnhTWThENGVaOXJOUHo4N1d2dnQ3OVpNREUxRXZtNlJHek5TcStpbEt2QT0iLCJub25jZSI6IlJhWXNkVDB5eUV4WXdsS08ifXrCLvWsRX4upugXCpH7SN9CGDIFxuDUbYfE9X7uXeMhChRSq5c+9Mk8cebBN6Nx8qkfIz5munHGd6lUrXpzPDl+dGH7BVrSy0RCKr2/QvWAJtTiNeGb9PRTjYONiwPpXo9EgcrAwqWKakKtYKqNrt2hXEXnP2L3M4jNOe8jnymb8KATxP4Ih8LnsE1/3qDrt0ZtyeE51zKzOELU2pijEXhl/fjMGMyWCR4+V3xKBL5Q4dhPRgMe8+lALcLC9Xici1qoQNLFqe85mLXG0jS2aYiuVR23zKo=",
        "seed": "",
        "tm": "1517478842",
        "type": "deterministic",
        "version": "0.2"
    },
    "entries": [
        {
            "address": "2EVNa4CK9SKosT4j1GEn8SuuUUEAXaHAMbM",
            "public_key": "02e5be89fa161bf6b0bc64ec9ec7fe27311fbb78949c3ef9739d4c73a84920d6e1",
            "secret_key": "0000000000000000000000000000000000000000000000000000000000000000"
        }
    ]
}
