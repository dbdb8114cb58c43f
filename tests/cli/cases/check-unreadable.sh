# shellcheck shell=sh
if [ "$(id -u)" -eq 0 ]; then
    echo "root reads every file"
    exit 77
fi
cp -R "$DATA" data
echo 'plan: secret' >secret.yaml
chmod 000 secret.yaml
"$FLOPCAST" check secret.yaml --data data
