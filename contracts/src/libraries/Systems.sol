// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice The accounts of the venue itself, whose addresses are hashes of names: no key has them.
library Systems {
    address internal constant FEES = address(uint160(uint256(keccak256("offing.account.fees"))));
    address internal constant INSURANCE = address(uint160(uint256(keccak256("offing.account.insurance"))));
    address internal constant BACKSTOP = address(uint160(uint256(keccak256("offing.account.backstop"))));

    /// @notice Whether the account's equity covers the losses of others first.
    function isJunior(address account) internal pure returns (bool) {
        return account == FEES || account == INSURANCE || account == BACKSTOP;
    }

    /// @notice The funding pool of a market.
    function fundingPool(uint32 market) internal pure returns (address) {
        bytes memory name = bytes.concat("offing.account.funding.", _decimal(market));
        return address(uint160(uint256(keccak256(name))));
    }

    function _decimal(uint32 value) private pure returns (bytes memory text) {
        do {
            text = bytes.concat(bytes1(uint8(48 + value % 10)), text);
            value /= 10;
        } while (value != 0);
    }
}
